'use strict';

const project = (name, extra = {}) => ({
	displayName: name,
	testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
	transform: { '^.+\\.ts$': 'ts-jest' },
	testEnvironment: 'node',
	...extra,
});

module.exports = {
	projects: [project('unit'), project('node', { setupFiles: ['<rootDir>/test/node/quiet.ts'] }), project('contract'), project('e2e'), project('faults')],
};
