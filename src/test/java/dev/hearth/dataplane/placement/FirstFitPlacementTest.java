package dev.hearth.dataplane.placement;

class FirstFitPlacementTest extends PlacementContract {
    @Override
    Placement placement() {
        return new FirstFitPlacement();
    }
}
