import { notBuilt } from './errors.ts'

/** Refuses a request that asks for something that is not built: nobody shall believe that it acts. */
export function refuseUnbuilt<Input extends object>(
  operation: string,
  input: Input,
  members: ReadonlyArray<keyof Input & string>,
): void {
  for (const member of members) {
    if (input[member] !== undefined) throw notBuilt(`${member} of DynamoDB ${operation}`)
  }
}
