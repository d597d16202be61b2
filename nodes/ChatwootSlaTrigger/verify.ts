import type { IWebhookFunctions } from 'n8n-workflow';
import { ReplayMemory } from '../../core/chatwoot/replay';
import type { SignatureAccepted, SignatureRefused } from '../../core/chatwoot/signature';
import { verifySignature } from '../../core/chatwoot/signature';
import type { Refusal } from './answer';
import { headerOf } from './request';
import { signingSecrets } from './secret';
import { signatureSettings } from './settings';

/** Two marks a request: n8n (2.41) takes fewer than 100 webhooks a second, and the time window is ten minutes wide. */
export const replays = new ReplayMemory({ maxMarks: 100_000 });

/** What a request was signed with; null where verification is off. */
export type Signed = SignatureAccepted | null;

/** Whether Chatwoot sent this. Costs Chatwoot at most one request in ten seconds, whatever comes in. */
export async function verify(context: IWebhookFunctions, rawBody: Buffer): Promise<{ signed: Signed } | { refusal: Refusal }> {
	const { verify: wanted, toleranceSeconds } = signatureSettings(context);
	if (!wanted) return { signed: null };
	const signatureHeader = headerOf(context, 'x-chatwoot-signature');
	// Before anything is looked up: a stranger's request must not cost a request to Chatwoot.
	if (signatureHeader === undefined) return { refusal: { status: 401, reason: 'signature missing' } };

	const request = { rawBody, signatureHeader, timestampHeader: headerOf(context, 'x-chatwoot-timestamp'), toleranceSeconds };
	let refused: SignatureRefused | null = null;
	for await (const secret of signingSecrets(context)) {
		const verdict = verifySignature({ ...request, secret, now: new Date() });
		if (verdict.ok) return { signed: verdict };
		refused = verdict;
		if (verdict.reason !== 'signature wrong') break;
	}
	return { refusal: refusalOf(refused) };
}

/**
 * Whether this request came in before. Chatwoot (4.15) does not sign the delivery id: the signature tells a copy, whatever
 * its delivery id was changed to, and is looked at first, so that copies with made-up ids fill no memory. The id tells
 * what Chatwoot sent twice, signed anew or not at all. Without both, two requests may well be alike.
 */
export function isReplay(context: IWebhookFunctions, signed: Signed): boolean {
	const scope = context.getWebhookResourceUrl('default') ?? '';
	const delivery = headerOf(context, 'x-chatwoot-delivery');
	const { toleranceSeconds } = signatureSettings(context);
	const from = Math.max(Date.now(), signed?.signedAt.getTime() ?? 0);
	// The time window lets a copy pass up to and with its last second.
	const until = new Date(from + (toleranceSeconds + 1) * 1000);
	return (
		(signed !== null && replays.seenBefore(`${scope} signature ${signed.digest}`, until)) ||
		(delivery !== undefined && replays.seenBefore(`${scope} delivery ${delivery}`, until))
	);
}

function refusalOf(refused: SignatureRefused | null): Refusal {
	if (refused === null) return { status: 401, reason: 'secret unknown' };
	const { reason, ageSeconds = 0 } = refused;
	return { status: 401, reason, logged: `${reason}${explanation(reason, Math.round(ageSeconds))}` };
}

function explanation(reason: SignatureRefused['reason'], ageSeconds: number): string {
	if (reason === 'timestamp outside the time window') {
		const distance = ageSeconds < 0 ? `${-ageSeconds} s ahead` : `${ageSeconds} s ago`;
		return `. The signature is right, so this is no forgery: by the clock of n8n it was made ${distance}. Set the clocks of both servers (NTP), or somebody sent an old request again`;
	}
	if (reason === 'signature wrong') {
		return '. Somebody forged it, or signed it with another secret, or a proxy changed the body: one that writes JSON anew breaks the signature';
	}
	return '';
}
