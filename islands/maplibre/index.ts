/**
 * MapLibre GL, loaded by the island `map` alone and only where the browser can draw it: nine tenths of its weight.
 * Its worker is a file of its own (`maplibre-worker`), because the policy lets no script come from a made-up address.
 */
export { AttributionControl, Map as Globe, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";
