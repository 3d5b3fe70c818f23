export const MoneyPage = () => null
