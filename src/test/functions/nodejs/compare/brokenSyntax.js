exports.handler = async () => { return (
