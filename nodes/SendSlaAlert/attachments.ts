import type { IExecuteFunctions } from 'n8n-workflow';
import { cutText } from '../../core/cut-text';
import { ExplainedError } from '../../core/errors';
import { splitList } from '../../core/settings';
import type { EmailAttachment } from '../../core/smtp/mailer';
import { textParameter } from '../shared/alert-item';

/**
 * The files of an item that the option names. One that the HTML shows (`cid:` and its name) is sent for that.
 *
 * @throws ExplainedError when the item has no such file.
 */
export async function readAttachments(context: IExecuteFunctions, itemIndex: number, html: string): Promise<EmailAttachment[]> {
	const names = splitList(textParameter(context, 'options.attachments', itemIndex));
	return await Promise.all(names.map((name) => readAttachment(context, itemIndex, name, html)));
}

/** As long as file systems take, and short enough for a line of a header. */
const MOST_NAME_CHARACTERS = 255;

async function readAttachment(context: IExecuteFunctions, itemIndex: number, name: string, html: string): Promise<EmailAttachment> {
	const file = context.getInputData()[itemIndex]?.binary?.[name];
	if (file === undefined) {
		throw new ExplainedError(`The item has no file "${name}"`, { advice: 'Check the names in Attachments: they are those of the binary fields of the item.' });
	}
	return {
		filename: cutText(file.fileName ?? name, MOST_NAME_CHARACTERS),
		contentType: file.mimeType,
		content: await context.helpers.getBinaryDataBuffer(itemIndex, name),
		...(html.includes(`cid:${name}`) ? { cid: name } : {}),
	};
}
