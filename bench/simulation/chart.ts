/** Draws the simulation: two small charts side by side, readable in light and dark mode, with the numbers as text. */
import type { WeekReport } from './play.ts';

const [WIDTH, HEIGHT] = [760, 320];
const PLOT = { top: 70, height: 190, width: 300 };

interface Line {
  label: string;
  /** A class of the style sheet below. */
  look: 'accent' | 'quiet';
  of(report: WeekReport): number;
}

/** Returns an SVG document. */
export function chartOf(reports: readonly WeekReport[], title: string): string {
  const talking = chart(reports, 50, 'Members with a conversation', [
    { label: 'in the week', look: 'accent', of: ({ talking: share }) => share },
  ]);
  const rooms = chart(reports, 430, 'Rooms that reach two people in 3 minutes', [
    { label: 'others called in', look: 'accent', of: ({ filledCalled }) => filledCalled },
    { label: 'nobody called', look: 'quiet', of: ({ filledAlone }) => filledAlone },
  ]);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<style>
text { font: 13px system-ui, sans-serif; fill: #6b625b; }
.title { font-size: 15px; font-weight: 600; fill: #2a2522; }
.paper { fill: #fbf7f0; }
.grid { stroke: #e6ddd0; }
.accent { stroke: #c9401f; fill: #c9401f; }
.quiet { stroke: #2f4f8a; fill: #2f4f8a; }
path.accent, path.quiet { fill: none; stroke-width: 2.5; }
text.accent, text.quiet { stroke: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #a89e93; }
  .title { fill: #f2ebe1; }
  .paper { fill: #1b1815; }
  .grid { stroke: #38322c; }
  .accent { stroke: #f0714f; fill: #f0714f; }
  .quiet { stroke: #8fa9e0; fill: #8fa9e0; }
}
</style>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}" rx="12"/>
<text x="24" y="30" class="title">${title}</text>
${talking}
${rooms}
</svg>
`;
}

function chart(reports: readonly WeekReport[], left: number, title: string, lines: readonly Line[]): string {
  const x = (at: number) => left + (at * PLOT.width) / Math.max(1, reports.length - 1);
  const y = (share: number) => PLOT.top + (1 - share) * PLOT.height;
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line class="grid" x1="${left}" x2="${left + PLOT.width}" y1="${round(y(share))}" y2="${round(y(share))}"/>` +
      `<text x="${left - 8}" y="${round(y(share) + 4)}" text-anchor="end">${share * 100}%</text>`,
  );
  const weeks = reports.map(
    ({ week }, at) =>
      `<text x="${round(x(at))}" y="${PLOT.top + PLOT.height + 20}" text-anchor="middle">${week}</text>`,
  );
  return [
    `<text x="${left}" y="56">${title}</text>`,
    ...grid,
    ...weeks,
    `<text x="${left + PLOT.width / 2}" y="${PLOT.top + PLOT.height + 40}" text-anchor="middle">week</text>`,
    ...lines.map((line) => drawn(reports, line, x, y)),
  ].join('\n');
}

function drawn(
  reports: readonly WeekReport[],
  { label, look, of }: Line,
  x: (at: number) => number,
  y: (share: number) => number,
): string {
  const points = reports.map((report, at) => [round(x(at)), round(y(of(report)))] as const);
  const last = reports.at(-1);
  const [endX] = points.at(-1) ?? [0];
  // Above the highest of the last points, so that no line crosses the label.
  const labelY = Math.min(...points.slice(-LABELLED).map(([, pointY]) => pointY)) - 12;
  const percent = last ? Math.round(of(last) * 100) : 0;
  return (
    `<path class="${look}" d="M${points.map((point) => point.join(' ')).join(' L')}"/>` +
    points.map(([cx, cy]) => `<circle class="${look}" cx="${cx}" cy="${cy}" r="3"/>`).join('') +
    `<text class="${look}" x="${endX}" y="${round(labelY)}" text-anchor="end">${label}: ${percent}%</text>`
  );
}

/** How many of the last points a label must clear. */
const LABELLED = 4;

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
