'use strict';

const { rm } = require('node:fs/promises');
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

/**
 * One CommonJS bundle a node: everything the pack uses is inside, so the published package has no
 * dependencies. Only n8n-workflow stays outside, because n8n hands its own copy to a node.
 */
function bundle() {
	return build({
		entryPoints,
		outdir: OUT,
		outbase: '.',
		bundle: true,
		platform: 'node',
		target: 'node20',
		format: 'cjs',
		external: ['n8n-workflow'],
		legalComments: 'none',
		logLevel: 'warning',
	});
}

function copyAssets() {
	return gulp
		.src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg', 'workflows/*.json'], { base: '.', encoding: false })
		.pipe(gulp.dest(OUT));
}

exports.build = gulp.series(clean, gulp.parallel(bundle, copyAssets));
exports.default = exports.build;
