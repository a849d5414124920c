package dev.hearth.dataplane.placement;

class BestFitPlacementTest extends PlacementContract {
    @Override
    Placement placement() {
        return new BestFitPlacement();
    }
}
