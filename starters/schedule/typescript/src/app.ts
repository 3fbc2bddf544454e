/** Runs every minute. */
export const handler = async (event: { readonly task: string }): Promise<void> => {
  console.log(`time to ${event.task}`)
}
