/** A number as Python writes it. JSON's 1.0 is 1 here: JavaScript does not tell them apart. */
export function pythonNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString()
  const text = String(value)
  // Python writes exponents with two digits at least, and from 1e16 on and below 1e-4.
  const [mantissa = '', exponent] = text.split('e')
  if (exponent === undefined) {
    if (Math.abs(value) < 1e-4 && value !== 0) return toExponent(value)
    return text
  }
  const sign = exponent.startsWith('-') ? '-' : '+'
  return `${mantissa}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`
}

function toExponent(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  const sign = exponent.startsWith('-') ? '-' : '+'
  return `${mantissa}e${sign}${exponent.replace(/^[+-]/, '').padStart(2, '0')}`
}
