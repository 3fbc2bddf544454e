/** Where custom resources answer and wait conditions are signalled: a path of Lambent's own, with a secret in its query. */
export const responsePath = '/_lambent/cloudformation/responses'
