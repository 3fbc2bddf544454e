/**
 * How deep a body may nest. Unit: levels. Source: Jackson, which AWS's Java services read JSON with, stops at 1000
 * (StreamReadConstraints); AWS documents less only where a service has a limit of its own (DynamoDB: 32).
 */
export const nestingLevelsMax = 1000

/**
 * A body shorter than this cannot nest deep enough to hurt the parser, and is not searched beforehand.
 * Unit: bytes. Source: chosen; reading a thousand levels costs nothing, reading a million costs memory.
 */
export const nestingUncheckedBytesMax = 4096

/**
 * Names and parts of names in one form. Source: chosen; the largest AWS allows is a PutMetricData of 1000 metrics with
 * 30 dimensions each (CloudWatch API reference, "PutMetricData"), some 100,000.
 */
export const formNodesMax = 300_000

/** Parts of one parameter's name (`Tags.member.1.Key` has four). Source: chosen; the deepest in AWS's models has ten. */
export const formNamePartsMax = 64

/** Elements of an XML body. Source: chosen; DeleteObjects names 1000 objects with five elements each, the most S3 allows. */
export const xmlElementsMax = 100_000

/** How deep an XML body may nest. Unit: levels. Source: chosen; the deepest in AWS's models has eight. */
export const xmlLevelsMax = 100
