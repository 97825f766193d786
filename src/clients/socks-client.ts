/** As xml-parser.ts, of another package. */
export { SocksClient } from "socks";
