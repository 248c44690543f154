/// <reference types="node" />
import type * as fs from 'node:fs';
import type * as inspector from 'node:inspector';
import type * as module from 'node:module';
import type * as net from 'node:net';
import type * as util from 'node:util';

/** The Node.js modules that the doctor uses. */
export interface Builtins {
  readonly 'node:fs': typeof fs;
  readonly 'node:inspector': typeof inspector;
  readonly 'node:module': typeof module;
  readonly 'node:net': typeof net;
  readonly 'node:util': typeof util;
}

/** A Node.js module; `undefined` on other platforms. */
export async function builtin<Name extends keyof Builtins>(name: Name): Promise<Builtins[Name] | undefined> {
  try {
    return (await import(name)) as Builtins[Name];
  } catch {
    return undefined;
  }
}
