/** Settings that an interpreter reads only when it starts. */

const startVariables: Readonly<Record<string, RegExp>> = {
  python: /^PYTHON(?!PATH$|UNBUFFERED$|IOENCODING$|DONTWRITEBYTECODE$)|^(LD_PRELOAD|MALLOC_\w+)$/,
  nodejs:
    /^(NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_ICU_DATA|NODE_NO_WARNINGS|NODE_PENDING_DEPRECATION|NODE_PRESERVE_SYMLINKS|NODE_REDIRECT_WARNINGS|NODE_TLS_REJECT_UNAUTHORIZED|NODE_V8_COVERAGE|NODE_DEBUG|NODE_DEBUG_NATIVE|NODE_COMPILE_CACHE|NODE_USE_ENV_PROXY|SSL_CERT_DIR|SSL_CERT_FILE|OPENSSL_CONF|UV_THREADPOOL_SIZE|UV_USE_IO_URING|LD_PRELOAD)$/,
}

/**
 * Whether a function needs a process that was started with its environment: no runtime in waiting can serve it. `variables`: those that
 * the function's configuration sets.
 */
export function needsFreshProcess(language: string, variables: Readonly<Record<string, string>>): boolean {
  const pattern = startVariables[language]
  return Object.keys(variables).some(
    (name) => name === 'AWS_LAMBDA_EXEC_WRAPPER' || pattern?.test(name) === true,
  )
}
