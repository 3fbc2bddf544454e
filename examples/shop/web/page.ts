/** The page: a form, and the orders with their states as these change. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Shop</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
  input, button { font: inherit; padding: .3rem .6rem }
  td { padding: .2rem 1rem .2rem 0 }
  td + td { color: #666 }
</style>
<h1>Shop</h1>
<form><label>What do you need? <input name="what" value="tea" required></label> <button>Order</button></form>
<table aria-live="polite"><tbody></tbody></table>
<script>
  const rows = document.querySelector('tbody')
  async function show() {
    const orders = await (await fetch('orders')).json()
    rows.replaceChildren(...orders.map(({ what, state, stock = '' }) => {
      const row = document.createElement('tr')
      for (const text of [what, state, stock]) row.insertCell().textContent = text
      return row
    }))
  }
  document.querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault()
    const what = new FormData(event.target).get('what')
    await fetch('orders', { method: 'POST', body: JSON.stringify({ what }) })
    await show()
  })
  show()
  setInterval(show, 1000)
</script>
`
