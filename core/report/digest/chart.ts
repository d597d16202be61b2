import { PNG } from 'pngjs';
import type { Outcome } from './figures';

/** Red, green, blue and opacity, a byte each. */
type Colour = number;

/** Twice what it is shown at, for sharp screens. */
const WIDTH = 1024;
const HEIGHT = 280;
const KEPT: Colour = 0x2f965fff;
const MISSED: Colour = 0xcd342dff;
const MISSED_STRIPE: Colour = 0xf0968cff;
/** Seen on white and on a dark card. */
const GRID: Colour = 0x808ca05a;
const GRID_LINES = 4;
const WIDEST_BAR = 72;

/** For legends beside the picture, as CSS has it. */
export const CHART_COLOURS = { kept: '#2f965f', missed: '#cd342d' } as const;

/**
 * Columns of promises kept (below) and missed (on top, striped) as a PNG. Every part of the period has the same width, so
 * that labels below the picture stand where they belong however wide it is shown. It has no text, and so needs no font.
 */
export function drawCourse(course: readonly Outcome[]): Buffer {
	const picture = new PNG({ width: WIDTH, height: HEIGHT });
	const most = Math.max(1, ...course.map(({ kept, missed }) => kept + missed));
	const heightOf = (count: number) => Math.round((count / most) * (HEIGHT - 6));
	for (let line = 0; line <= GRID_LINES; line++) {
		fill(picture, { x: 0, y: Math.round((line / GRID_LINES) * (HEIGHT - 2)), width: WIDTH, height: 2 }, () => GRID);
	}
	const slot = WIDTH / course.length;
	const width = Math.round(Math.min(WIDEST_BAR, slot * 0.6));
	for (const [index, { kept, missed }] of course.entries()) {
		const x = Math.round(slot * (index + 0.5) - width / 2);
		const keptTop = HEIGHT - heightOf(kept);
		const missedTop = HEIGHT - heightOf(kept + missed);
		fill(picture, { x, y: keptTop, width, height: HEIGHT - keptTop }, () => KEPT);
		fill(picture, { x, y: missedTop, width, height: keptTop - missedTop }, (column, row) => ((column + row) % 16 < 4 ? MISSED_STRIPE : MISSED));
	}
	return PNG.sync.write(picture, { filterType: 0, deflateLevel: 9, deflateStrategy: 0 });
}

interface Rectangle {
	x: number;
	y: number;
	width: number;
	height: number;
}

function fill({ data, width: rowLength }: PNG, { x, y, width, height }: Rectangle, colourAt: (column: number, row: number) => Colour): void {
	for (let row = y; row < y + height; row++) {
		for (let column = x; column < x + width; column++) {
			data.writeUInt32BE(colourAt(column, row), (row * rowLength + column) * 4);
		}
	}
}
