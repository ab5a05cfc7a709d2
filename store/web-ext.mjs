/** How Mozilla signs the Firefox build: `npx web-ext@10.7.0 sign --config store/web-ext.mjs`, after `npm run release:check`. */
import manifest from "../package.json" with { type: "json" };

export default {
  sourceDir: ".output/firefox-mv3",
  artifactsDir: "release/firefox",
  sign: {
    // `unlisted` for a file that is given out elsewhere than in their store.
    channel: "listed",
    amoMetadata: "release/firefox/amo-metadata.json",
    uploadSourceCode: `.output/${manifest.name}-${manifest.version}-sources.zip`,
  },
};
