/** A region of each partition whose users make applications by SAM. */
export const regions = ['eu-central-1', 'cn-north-1', 'us-gov-west-1'] as const
