export const DisputesPage = () => null
