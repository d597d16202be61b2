/** The settings of a file like n8n.env: a line `NAME=value` each, and comments. */
export function settingsIn(file: string): Map<string, string> {
	return new Map([...file.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
}
