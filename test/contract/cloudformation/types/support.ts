import type { Stack } from '@aws-sdk/client-cloudformation'

/** What a stack puts out, by name. */
export function outputsOf({ Outputs = [] }: Stack): Record<string, string> {
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
}

/** Outputs of the template: `Name` gives what Ref gives, `Name.Attribute` what GetAtt gives. Dots become nothing in names. */
export function outputs(...values: readonly string[]): object {
  return {
    Outputs: Object.fromEntries(
      values.map((value) => [
        value.replaceAll('.', ''),
        { Value: value.includes('.') ? att(value) : ref(value) },
      ]),
    ),
  }
}

export function ref(name: string): object {
  return { Ref: name }
}

/** `Name.Attribute`; the attribute may have dots of its own. */
export function att(path: string): object {
  const at = path.indexOf('.')
  return { 'Fn::GetAtt': [path.slice(0, at), path.slice(at + 1)] }
}
