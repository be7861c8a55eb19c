//! What the glue of the built site does for the page: `xtask/src/dist/parts.mjs`. A page that is served while one works on it is
//! one file, has all parts from the beginning, and no worker.

#[cfg(feature = "split")]
pub(crate) use of_site::{cancel_part, site_address, start_worker, stop_worker, watch_part};

#[cfg(feature = "split")]
mod of_site {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        /// Calls `then` with the bytes that have come of a part, and how many there will be, until it has come.
        #[wasm_bindgen(js_name = watchPart)]
        pub(crate) fn watch_part(part: &str, then: &Closure<dyn FnMut(u32, u32)>);

        /// Stops loading a part.
        #[wasm_bindgen(js_name = cancelPart)]
        pub(crate) fn cancel_part(part: &str);

        /// Lets a worker do this, and calls `then` with what it says; with undefined if there is none any more, and it gives
        /// undefined if there is none at all.
        #[wasm_bindgen(js_name = startWorker)]
        pub(crate) fn start_worker(work: &str, then: &Closure<dyn FnMut(JsValue)>) -> JsValue;

        #[wasm_bindgen(js_name = stopWorker)]
        pub(crate) fn stop_worker(worker: &JsValue);

        /// The address of the site's own page, which lies beside the glue.
        #[wasm_bindgen(js_name = siteAddress)]
        pub(crate) fn site_address() -> String;
    }
}

#[cfg(not(feature = "split"))]
pub(crate) use of_one_file::{site_address, start_worker, stop_worker};

#[cfg(not(feature = "split"))]
mod of_one_file {
    use js_sys::Function;
    use wasm_bindgen::prelude::Closure;
    use wasm_bindgen::{JsCast, JsValue};

    pub(crate) fn start_worker(_: &str, then: &Closure<dyn FnMut(JsValue)>) -> JsValue {
        let then: &Function = then.as_ref().unchecked_ref();
        // It is ours, and throws nothing.
        let _ = then.call0(&JsValue::UNDEFINED);
        JsValue::UNDEFINED
    }

    pub(crate) fn stop_worker(_: &JsValue) {}

    pub(crate) fn site_address() -> String {
        crate::browser::address::of_page()
    }
}
