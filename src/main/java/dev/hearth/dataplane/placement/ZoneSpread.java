package dev.hearth.dataplane.placement;

/** What a demand wishes of the zones. */
public enum ZoneSpread {
    /** Sandboxes of the function are divided evenly over the zones, as far as these have room. */
    EVEN,
    /** Any zone will do. */
    ANY
}
