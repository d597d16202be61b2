import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { testToken } from '../../core/slack/client';
import { testWebhook } from '../../core/slack/webhook';
import { openMailer } from '../../core/smtp/mailer';
import { credentialTestResult, credentialTestTransport } from '../shared/credential-test';
import { readSlackCredential } from './slack-credential';
import { readSmtpCredential } from './smtp-credential';

const CONNECTED = 'Connection successful';

/** Connects to the mail server and signs in; sends nothing. */
export function testSmtpCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return credentialTestResult(async () => {
		const mailer = openMailer(readSmtpCredential(credential.data).settings);
		try {
			await mailer.verify();
			return CONNECTED;
		} finally {
			mailer.close();
		}
	});
}

/** Asks Slack whether it knows the token or the webhook; posts nothing. */
export function testSlackCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return credentialTestResult(async () => {
		const slack = readSlackCredential(credential.data);
		if (slack.connection === 'webhook') {
			await testWebhook({ url: slack.secretWebhookUrl, http: credentialTestTransport(this) });
		} else {
			await testToken({ apiBaseUrl: slack.apiBaseUrl, http: credentialTestTransport(this, { authorization: `Bearer ${slack.botToken}` }) });
		}
		return CONNECTED;
	});
}
