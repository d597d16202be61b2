import { source as AXE } from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const complaintsSchema = z.array(z.string());

/** What axe finds wrong with a page (WCAG 2.2 A and AA, and its best practices), by rule and place. */
export async function accessibilityComplaints(page: Page): Promise<string[]> {
	await page.evaluate(AXE);
	return complaintsSchema.parse(
		await page.evaluate(`axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`),
	);
}
