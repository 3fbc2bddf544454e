/**
 * Patterns in AWS's models are Java regular expressions that must match a whole text (`Matcher.matches`). Most mean
 * the same in JavaScript; what differs is rewritten here.
 */

const compiled = new Map<string, RegExp | undefined>()

/** The JavaScript form, or undefined when there is none; the text is then not held against the pattern. */
export function compilePattern(pattern: string): RegExp | undefined {
  if (!compiled.has(pattern)) compiled.set(pattern, compile(pattern))
  return compiled.get(pattern)
}

function compile(pattern: string): RegExp | undefined {
  const { source, flags } = translate(pattern)
  // Unicode mode first: \p{L} and characters beyond 16 bits need it. Without it, stray escapes are allowed.
  for (const mode of ['u', '']) {
    try {
      return new RegExp(`^(?:${source})$`, `${flags}${mode}`)
    } catch {}
  }
  return undefined
}

function translate(pattern: string): { source: string; flags: string } {
  let source = pattern
  let flags = ''
  const inline = /^\(\?([is]+)\)/.exec(source)
  if (inline) {
    flags = inline[1] ?? ''
    source = source.slice(inline[0].length)
  }
  source = source
    // Anchors of the whole input have other names in Java.
    .replaceAll('\\A', '^')
    .replace(/\\[zZ]/g, '$')
    // POSIX classes, by their ranges in ASCII. Source: java.util.regex.Pattern.
    .replaceAll('\\p{Print}', '\\x20-\\x7E')
    .replaceAll('\\p{Graph}', '\\x21-\\x7E')
    .replaceAll('\\p{ASCII}', '\\x00-\\x7F')
    .replaceAll('\\p{Alnum}', 'A-Za-z0-9')
    .replaceAll('\\p{Alpha}', 'A-Za-z')
    .replaceAll('\\p{Digit}', '0-9')
    .replaceAll('\\p{Blank}', ' \\t')
    .replaceAll('\\p{Space}', '\\s')
    .replaceAll('\\p{IsLatin}', '\\p{Script=Latin}')
    .replaceAll('\\h', ' \\t\\xA0')
    // Characters beyond 16 bits, as the models' authors meant them.
    .replace(/\\u(10[0-9A-Fa-f]{4}|10000)(?![0-9A-Fa-f])/g, '\\u{$1}')
    // Possessive quantifiers change what is tried, not what a whole match can be in the models at hand.
    .replace(/([+*?}])\+/g, '$1')
  return { source: widenClasses(source), flags }
}

/**
 * In Unicode mode a hyphen beside a class escape (`[\w-_]`) and escapes of plain characters (`[\_]`) are errors,
 * while Java takes them literally.
 */
function widenClasses(source: string): string {
  return source
    .replace(/(\\[wdsWDS])-(?=[^\]])/g, '$1\\-')
    .replace(/([^\\[^])-(\\[wdsWDS])/g, '$1\\-$2')
    .replace(/\\([_@#%&=:;,'"<>~!` -])/g, (whole, character: string) =>
      character === '-' ? whole : character,
    )
}
