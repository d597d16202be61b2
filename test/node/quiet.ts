// The engine logs every error a node throws; the tests look at the errors themselves.
process.env['N8N_LOG_LEVEL'] = 'silent';
