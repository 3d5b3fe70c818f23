export const StaffPage = () => null
