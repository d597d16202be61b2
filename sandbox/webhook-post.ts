/** A webhook as it goes out. */
export interface WebhookPost {
	url: string;
	headers: Record<string, string>;
	body: string;
}

export interface WebhookAnswer {
	/** What the receiver answered; null when it did not, or not in time. */
	status: number | null;
	answer: string;
}

/** Never rejects; redirects are not followed. */
export async function postWebhook({ url, headers, body }: WebhookPost, timeoutMs: number): Promise<WebhookAnswer> {
	try {
		const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
		return { status: response.status, answer: await response.text() };
	} catch {
		return { status: null, answer: '' };
	}
}
