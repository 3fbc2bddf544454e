/**
 * Names of state machines, executions and activities. Source: API Reference, CreateStateMachine: "A name must not contain: white space;
 * brackets < > { } [ ]; wildcard characters ? *; special characters " # % \ ^ | ~ ` $ & , ; : /; control characters (U+0000-001F,
 * U+007F-009F, U+FFFE-FFFF); surrogates (U+D800-DFFF); invalid characters (U+10FFFF)".
 */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const refused = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/

/** Unit: characters. Source: as above. */
export const nameCharactersMax = 80

export function isName(text: string): boolean {
  return text.length >= 1 && text.length <= nameCharactersMax && !refused.test(text)
}

/** Names of aliases: as the model says, and never a number alone. Source: API Reference, CreateStateMachineAlias. */
export function isAliasName(text: string): boolean {
  return /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]{1,80}$/.test(text)
}

/** Whether a qualifier of an ARN is a version's number. */
export function isVersionNumber(text: string): boolean {
  return /^[1-9]\d{0,14}$/.test(text)
}
