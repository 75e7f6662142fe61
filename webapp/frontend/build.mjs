// Builds src/*.css and src/*.js into ../static/build under names that carry a hash of their content, so that browsers
// may keep them for ever, and writes manifest.json: the name a template asks for → the file that holds it now.
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { dataImages } from './data-images.mjs';

const source = fileURLToPath(new URL('./src/', import.meta.url));
const target = fileURLToPath(new URL('../static/build/', import.meta.url));
const fresh = fileURLToPath(new URL('./node_modules/.build/', import.meta.url));

const entryPoints = (await readdir(source)).filter(name => /^[a-z-]+\.(css|js)$/.test(name)).map(name => source + name);
await rm(fresh, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints,
  outdir: fresh,
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  minify: true,
  metafile: true,
  format: 'esm',
  target: 'es2022',
  loader: { '.woff2': 'file', '.woff': 'file', '.svg': 'file' },
  plugins: [dataImages],
  logLevel: 'warning',
});

const manifest = {};
for (const [path, { entryPoint, cssBundle }] of Object.entries(metafile.outputs)) {
  if (!entryPoint) continue;
  manifest[basename(entryPoint)] = basename(path);
  if (cssBundle) manifest[basename(entryPoint).replace(/\.js$/, '.css')] = basename(cssBundle);
}
await writeFile(fresh + 'manifest.json', JSON.stringify(manifest, null, 2) + '\n');
await mkdir(target, { recursive: true });
await rm(target, { recursive: true });
await rename(fresh, target);
