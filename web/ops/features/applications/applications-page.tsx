export const ApplicationsPage = () => null
