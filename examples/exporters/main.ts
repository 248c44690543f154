// npm run example:exporters -- tree
const examples: Record<string, () => Promise<unknown>> = {
  console: () => import('./console.js'),
  tree: () => import('./tree.js'),
  'otlp-http-json': () => import('./otlp-http-json.js'),
  'otlp-http-protobuf': () => import('./otlp-http-protobuf.js'),
  'otlp-grpc': () => import('./otlp-grpc.js'),
  zipkin: () => import('./zipkin.js'),
  jaeger: () => import('./jaeger.js'),
  sampling: () => import('./sampling.js'),
};

const [name = ''] = process.argv.slice(2);
const example = examples[name];
if (example === undefined) {
  console.error(`Which exporter? npm run example:exporters -- ${Object.keys(examples).join(' | ')}`);
  process.exitCode = 1;
} else {
  await example();
}

export {};
