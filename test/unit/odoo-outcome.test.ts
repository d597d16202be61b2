import { ExplainedError } from '../../core/errors';
import { outcomes } from '../../core/odoo/outcome';

test.each([
	['goes on after a refusal', false, [1, 2, 3]],
	['asks a server that is away no more', true, [1, 2]],
])('%s', async (_name, serverAway, tried) => {
	const asked: number[] = [];
	const done = await outcomes([1, 2, 3], (item) => {
		asked.push(item);
		if (item === 2) throw new ExplainedError('no', { serverAway });
		return item;
	});
	expect(asked).toEqual(tried);
	expect(done.map((outcome) => 'error' in outcome)).toEqual([false, true, serverAway]);
});
