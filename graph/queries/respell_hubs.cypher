// Renew the derived search properties of hubs; they say nothing about the world, so no Revision is kept.
// $rows: [{handle, pinyin, initials}]. Returns nothing.
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row.handle
SET n.pinyin = row.pinyin, n.initials = row.initials
