export const ListingsPage = () => null
