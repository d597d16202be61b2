/** The part of n8n's scanner (0.32) that test/scan.ts uses; it comes without types. */
declare module '@n8n/scan-community-package/scanner/scanner.mjs' {
	/** What it lints of a package's repository. */
	export const SOURCE_FILE_PATTERNS: string[];

	export function analyzePackage(folder: string, filePatterns: string[]): Promise<{ passed: boolean; message?: string; details?: string }>;
}
