// The scale tables as a picture: a panel for each axis, both scales logarithmic.
import { AXES } from './scale.mjs';

const WIDTH = 330;
const HEIGHT = 260;
const LEFT = 66;
const TOP = 44;
const PLOT = { width: 240, height: 150 };

const SERIES = {
  'sampled/hand-written': { label: 'sampled, hand-written', color: '#9a6700', dash: '5 4' },
  'sampled/ours': { label: 'sampled, otel-traced', color: '#bc4c00' },
  'no-provider/hand-written': { label: 'no provider, hand-written', color: '#57606a', dash: '5 4' },
  'no-provider/ours': { label: 'no provider, otel-traced', color: '#0969da' },
};

const text = (x, y, content, more = '') => `<text x="${x}" y="${y}" ${more}>${content}</text>`;

function panel(axis, rows, index) {
  const values = rows.flatMap(({ cells }) => Object.values(cells));
  const bottom = Math.floor(Math.log10(Math.min(...values)));
  const top = Math.ceil(Math.log10(Math.max(...values)));
  const last = Math.log10(rows.at(-1).size);
  const x = (size) => LEFT + (Math.log10(size) / last) * PLOT.width;
  const y = (value) => TOP + PLOT.height * (1 - (Math.log10(value) - bottom) / (top - bottom));
  const parts = [text(LEFT, 24, AXES[axis].title, 'class="title"')];
  for (let power = bottom; power <= top; power++) {
    const at = y(10 ** power).toFixed(1);
    parts.push(`<path class="grid" d="M${LEFT} ${at}h${PLOT.width}"/>`);
    parts.push(
      text(LEFT - 6, Number(at) + 4, `${(10 ** power).toLocaleString('en')} ns`, 'text-anchor="end"'),
    );
  }
  for (const { size } of rows) {
    parts.push(
      text(x(size).toFixed(1), TOP + PLOT.height + 16, size.toLocaleString('en'), 'text-anchor="middle"'),
    );
  }
  for (const [key, { color, dash }] of Object.entries(SERIES)) {
    const points = rows.map(({ size, cells }) => `${x(size).toFixed(1)},${y(cells[key]).toFixed(1)}`);
    const style = `fill="none" stroke="${color}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}`;
    parts.push(`<polyline points="${points.join(' ')}" ${style}/>`);
    for (const point of points) {
      const [cx, cy] = point.split(',');
      parts.push(`<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"/>`);
    }
  }
  return `<g transform="translate(${index * WIDTH} 0)">${parts.join('\n')}</g>`;
}

function legend(y) {
  return Object.values(SERIES).map(({ label, color, dash }, index) => {
    const x = LEFT + index * 225;
    const line = `<path d="M${x} ${y - 4}h28" stroke="${color}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}/>`;
    return line + text(x + 34, y, label);
  });
}

/** @returns the text of an SVG picture */
export function scalePlot(axes) {
  const panels = Object.entries(axes).map(([axis, rows], index) => panel(axis, rows, index));
  const width = WIDTH * panels.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" role="img" aria-label="Nanoseconds of a call over the number of methods, of calls at once and of calls within each other">
<style>text{font:12px sans-serif;fill:#57606a}.title{font-weight:bold}.grid{stroke:#d0d7de}</style>
<rect width="100%" height="100%" fill="#fff"/>
${panels.join('\n')}
${legend(HEIGHT - 18).join('\n')}
</svg>
`;
}
