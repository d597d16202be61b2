'use strict';

const { isBuiltin } = require('node:module');
const { readdir, readFile, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { build } = require('esbuild');
const gulp = require('gulp');
const manifest = require('./package.json').n8n;

const OUT = 'dist';

/** The TypeScript source of every node and credential that package.json registers. */
const entryPoints = [...manifest.nodes, ...manifest.credentials].map((built) =>
	path.relative(OUT, built).replace(/\.js$/, '.ts'),
);

function clean() {
	return rm(OUT, { recursive: true, force: true });
}

/** Where every node finds the libraries: one file for all of them, so that each library is in the package, and in n8n's memory, once. */
const LIBRARIES = 'libraries.js';

const bundling = {
	bundle: true,
	platform: 'node',
	target: 'node20',
	format: 'cjs',
	legalComments: 'none',
	logLevel: 'warning',
};

/**
 * One CommonJS bundle a node, and one with the libraries, so the published package has no dependencies. Only n8n-workflow
 * stays outside, because n8n hands its own copy to a node.
 */
async function bundle() {
	const used = new Set();
	await build({ ...bundling, entryPoints, outdir: OUT, outbase: '.', external: ['n8n-workflow'], plugins: [librariesApart(used)] });
	const contents = [...used].sort().map((name) => `exports[${JSON.stringify(name)}] = require(${JSON.stringify(name)});`).join('\n');
	const { metafile } = await build({
		...bundling,
		stdin: { contents, resolveDir: __dirname },
		outfile: path.join(OUT, LIBRARIES),
		metafile: true,
	});
	await writeLicenses(Object.keys(metafile.inputs));
}

/** Leaves out what is imported from node_modules, and notes it in `used`. */
function librariesApart(used) {
	const asLibrary = ({ path: name }) => {
		if (isBuiltin(name) || name === 'n8n-workflow') return undefined;
		used.add(name);
		return { path: name, namespace: 'library' };
	};
	return {
		name: 'libraries-apart',
		setup(esbuild) {
			esbuild.onResolve({ filter: /^[^./]/ }, (args) => (args.namespace === 'file' ? asLibrary(args) : undefined));
			esbuild.onLoad({ filter: /.*/, namespace: 'library' }, ({ path: name }) => ({
				contents: `module.exports = require('${LIBRARIES}')[${JSON.stringify(name)}];`,
			}));
			// Nodes are in dist/nodes/<Name>/.
			esbuild.onResolve({ filter: new RegExp(`^${LIBRARIES}$`), namespace: 'library' }, () => ({ path: `../../${LIBRARIES}`, external: true }));
		},
	};
}

/** The licences of the libraries inside the bundles, as they ask for. */
async function writeLicenses(bundledFiles) {
	const folders = bundledFiles.flatMap((file) => /^.*?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
	const notices = await Promise.all([...new Set(folders)].sort().map(readNotice));
	await writeFile(path.join(OUT, 'THIRD-PARTY-LICENSES.txt'), notices.join(`\n\n${'='.repeat(80)}\n\n`));
}

async function readNotice(folder) {
	const { name, version, license, repository } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
	const file = (await readdir(folder)).find((candidate) => /^licen[cs]e(\.(md|txt))?$/i.test(candidate));
	const text = file === undefined ? '' : `\n\n${await readFile(path.join(folder, file), 'utf8')}`;
	const source = typeof repository === 'string' ? repository : (repository?.url ?? '');
	return `${name} ${version} (${license}) ${source}${text}`.trim();
}

function copyAssets() {
	return gulp
		.src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg', 'workflows/*.json'], { base: '.', encoding: false })
		.pipe(gulp.dest(OUT));
}

exports.build = gulp.series(clean, gulp.parallel(bundle, copyAssets));
exports.default = exports.build;
