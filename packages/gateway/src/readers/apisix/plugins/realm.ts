/** The realm of a challenge: printable ASCII without `"` and `\` (`apisix/schema_def.lua`, get_realm_schema). */
import { text } from '../schema/shape.ts';

export const realm = text({ min: 1, max: 128, pattern: /^[\x20-\x21\x23-\x5B\]-\x7E]+$/ });
