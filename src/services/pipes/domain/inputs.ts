import { isJson } from '../../../engines/input-transformer/index.ts'

/** Inputs as one list, for what takes a batch whole. Texts that are no JSON become texts in it. */
export function jsonArray(inputs: readonly string[]): string {
  return `[${inputs.map((input) => (isJson(input) ? input : JSON.stringify(input))).join(',')}]`
}
