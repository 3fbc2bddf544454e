/** Flags that AWS's runtimes start Node.js with. Source: the `bootstrap` of AWS's images; Developer Guide, "Building Lambda functions with Node.js". */

/**
 * `asked`: the first number of the runtime's version. `options`: the function's NODE_OPTIONS, which go before. Unit of
 * `memoryMb`: MB.
 */
export function nodeFlags(asked: string, memoryMb: number, options = ''): readonly string[] {
  const flags: string[] = []
  // Where the function sizes one of the two, the other is V8's own choice.
  if (!/--max[-_](semi|old)[-_]space[-_]size/.test(options)) {
    const young = Math.floor(memoryMb / 10)
    flags.push(`--max-semi-space-size=${Math.floor(young / 2)}`, `--max-old-space-size=${memoryMb - young}`)
  }
  const major = Number(asked)
  if ((major === 20 || major === 22) && !/--experimental-require-module/.test(options))
    flags.push('--no-experimental-require-module')
  if (major === 22 && !/--experimental-detect-module/.test(options))
    flags.push('--no-experimental-detect-module')
  return flags
}
