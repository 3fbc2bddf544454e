/** Characters of a definition. Source: Step Functions Developer Guide, "Quotas": 1 MB. Unit: characters. */
export const definitionCharactersMax = 1_048_576

/** Characters of a state's name. Source: Amazon States Language, "States". */
export const stateNameCharactersMax = 80

/** Characters of a Map's Label. Source: Step Functions Developer Guide, "Map state in Distributed mode". */
export const labelCharactersMax = 40

/** Levels of JSON in a definition. Source: Jackson, the parser AWS reads it with, reads no more. */
export const jsonDepthMax = 1_000

/** Machines inside machines. UNVERIFIED: AWS has the code TOO_DEEPLY_NESTED; where it begins is not said. */
export const nestingMax = 50

/** Diagnostics of one definition; AWS shows 100. Those beyond are not looked for. */
export const diagnosticsMax = 1_000

/** Unit: seconds. Source: observed on AWS, "Maximum value is 99999999". */
export const secondsMax = 99_999_999

/** What a retrier's MaxDelaySeconds may be, and the longest delay without one. Unit: seconds. Source: observed on AWS. */
export const maxDelaySecondsMax = 31_622_400

/** Items that MaxItems may name. Source: Step Functions Developer Guide, "ItemReader". */
export const maxItemsMax = 100_000_000

/** Unit: bytes. Source: Step Functions Developer Guide, "ItemBatcher": 256 KiB. */
export const batchBytesMax = 262_144
