/**
 * The extension's environment variables. What is no number, or beyond the limits, counts as its default. Source: Systems Manager User Guide, "Using
 * Parameter Store parameters in AWS Lambda functions", environment variables.
 */
const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'NONE']

export function readSettings(env) {
  const whole = (name, fallback, least, most) => {
    const value = Number(env[name])
    return env[name] && Number.isInteger(value) && value >= least && value <= most ? value : fallback
  }
  const isCached = (env.PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED ?? '').toLowerCase() !== 'false'
  const wanted = levels.indexOf((env.PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL ?? '').toUpperCase())
  const level = wanted < 0 ? levels.indexOf('INFO') : wanted
  return {
    port: whole('PARAMETERS_SECRETS_EXTENSION_HTTP_PORT', 2773, 1, 65_535),
    cacheSize: isCached ? whole('PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE', 1_000, 0, 1_000) : 0,
    connectionsMax: whole('PARAMETERS_SECRETS_EXTENSION_MAX_CONNECTIONS', 3, 1, Number.MAX_SAFE_INTEGER),
    secretsTtlMs: whole('SECRETS_MANAGER_TTL', 300, 0, 300) * 1_000,
    parametersTtlMs: whole('SSM_PARAMETER_STORE_TTL', 300, 0, 300) * 1_000,
    secretsTimeoutMs: whole('SECRETS_MANAGER_TIMEOUT_MILLIS', 0, 0, 900_000),
    parametersTimeoutMs: whole('SSM_PARAMETER_STORE_TIMEOUT_MILLIS', 0, 0, 900_000),
    isLogged: (named) => levels.indexOf(named) >= level,
  }
}
