// Style sheets of packages carry their icons as data: addresses, which the pages' content security policy refuses
// (img-src 'self'). This plugin makes each of them a file.
import { createHash } from 'node:crypto';

const DATA_IMAGE = /^data:image\/svg\+xml;(?:charset=)?utf-?8,(.*)$/s;

export const dataImages = {
  name: 'data-images',
  setup(build) {
    build.onResolve({ filter: DATA_IMAGE }, ({ path }) => {
      const svg = decodeURIComponent(path.match(DATA_IMAGE)[1]);
      const digest = createHash('sha256').update(svg).digest('hex').slice(0, 8);
      return { path: `icon-${digest}.svg`, namespace: 'data-image', pluginData: svg };
    });
    build.onLoad({ filter: /.*/, namespace: 'data-image' }, ({ pluginData }) => ({ contents: pluginData, loader: 'file' }));
  },
};
