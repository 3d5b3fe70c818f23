export const PatrolPage = () => null
