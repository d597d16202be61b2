import { createHash } from 'node:crypto';
import { type Receipt, ReceiptSchema } from './receipt';

/** 12 characters of 36 kinds and 16 digits need 116 bits. */
const NUMBER_BITS = 116;
const NAME_BITS = 24;
const CHECKSUM_BITS = 16;
/** 10^16: the digits of a `ts`. */
const TS_RANGE = 10_000_000_000_000_000n;

/** How many bits a receipt and the name it is kept under make. */
export const RECEIPT_BITS = NUMBER_BITS + NAME_BITS + CHECKSUM_BITS;

/** As zeros and ones: the receipt, a digest of its name, a checksum over both. */
export function receiptToBits(name: string, receipt: Receipt): string {
	const number = channelNumber(receipt.channel) * TS_RANGE + BigInt(receipt.ts.replace('.', ''));
	return withChecksum(binary(number, NUMBER_BITS) + digestBits(name, NAME_BITS));
}

/**
 * `spoilt` for bits that are nobody's: some were lost, or others came in between. Null for the receipt of another name.
 */
export function receiptFromBits(name: string, bits: string): Receipt | null | 'spoilt' {
	const content = bits.slice(0, NUMBER_BITS + NAME_BITS);
	const receipt = receiptOf(BigInt(`0b${content.slice(0, NUMBER_BITS)}`));
	if (receipt === null || withChecksum(content) !== bits) return 'spoilt';
	return content.endsWith(digestBits(name, NAME_BITS)) ? receipt : null;
}

function receiptOf(number: bigint): Receipt | null {
	const digits = (number % TS_RANGE).toString().padStart(16, '0');
	const channel = (number / TS_RANGE).toString(36).toUpperCase();
	return ReceiptSchema.nullable().catch(null).parse({ channel, ts: `${digits.slice(0, 10)}.${digits.slice(10)}` });
}

function channelNumber(channel: string): bigint {
	return Array.from(channel).reduce((number, character) => number * 36n + BigInt(parseInt(character, 36)), 0n);
}

function withChecksum(content: string): string {
	return content + digestBits(content, CHECKSUM_BITS);
}

function digestBits(text: string, count: number): string {
	return binary(BigInt(`0x${createHash('sha256').update(text).digest('hex')}`), 256).slice(0, count);
}

function binary(number: bigint, length: number): string {
	return number.toString(2).padStart(length, '0');
}
