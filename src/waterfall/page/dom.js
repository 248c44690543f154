import { printable } from './text.js';

export const byId = (id) => document.getElementById(id);

/** An element. Properties that begin with `aria-` or `data-`, and `role`, are attributes; texts among `children` are made printable. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (/^(aria-|data-|role$)/.test(name))
      made.setAttribute(name, name === 'role' ? value : printable(value));
    else if (name === 'style')
      for (const [key, one] of Object.entries(value)) made.style.setProperty(key, one);
    else made[name] = typeof value === 'string' ? printable(value) : value;
  }
  append(made, children);
  return made;
}

export function append(parent, children) {
  for (const child of children.flat()) {
    if (child === undefined || child === false || child === '') continue;
    parent.append(typeof child === 'object' ? child : printable(child));
  }
}
