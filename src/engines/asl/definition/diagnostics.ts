/**
 * What is wrong with a definition, as ValidateStateMachineDefinition says it.
 * Source: AWS Step Functions API Reference, "ValidateStateMachineDefinitionDiagnostic".
 */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING'
  /** `SCHEMA_VALIDATION_FAILED`, `INVALID_JSON_DESCRIPTION`, `MISSING_TRANSITION_TARGET`, … */
  readonly code: string
  readonly message: string
  /** A pointer into the definition: `/States/Ask/Next`. Absent where the text is no JSON. */
  readonly location?: string
}
