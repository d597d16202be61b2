import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A TCP connection on this machine: the port of whoever opened it, and the port that was called. */
export interface Connection {
	from: number;
	to: number;
}

/**
 * Which of the processes has opened the connection; null when none of them holds it, or it was closed. By Linux's
 * tables, without waiting: it can be asked while a piece of data is on its way.
 */
export function openerOf({ from, to }: Connection, processIds: readonly number[]): number | null {
	const socket = ['tcp', 'tcp6'].flatMap(readTable).find(({ local, remote }) => local === from && remote === to);
	if (socket === undefined) return null;
	return processIds.find((id) => openFiles(id).includes(`socket:[${socket.inode}]`)) ?? null;
}

/** A row of /proc/net/tcp: number, local and remote address as `<hex>:<hex port>`, state, … and tenth the inode. */
function readTable(table: string): Array<{ local: number; remote: number; inode: string }> {
	const rows = readFileSync(`/proc/net/${table}`, 'utf8').trimEnd().split('\n').slice(1);
	return rows.map((row) => {
		const [, local = '', remote = '', , , , , , , inode = ''] = row.trim().split(/\s+/);
		return { local: portOf(local), remote: portOf(remote), inode };
	});
}

function portOf(address: string): number {
	return Number.parseInt(address.split(':')[1] ?? '', 16);
}

/** What the process's file descriptors lead to; some may be closed while they are read. */
function openFiles(processId: number): string[] {
	const folder = `/proc/${processId}/fd`;
	return readdirSync(folder).map((descriptor) => {
		try {
			return readlinkSync(`${folder}/${descriptor}`);
		} catch {
			return '';
		}
	});
}
