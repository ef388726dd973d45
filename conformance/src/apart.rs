//! Work that may take long, such as canonicalising what a stranger sent, where no other request waits for it: so much of
//! it at a time and no more.

use std::sync::Arc;

use service::problem::ApiProblem;
use tokio::sync::Semaphore;

use crate::api::request::RequestError;

/// Places for work. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Apart {
    places: Arc<Semaphore>,
}

impl Apart {
    /// With so many places.
    pub fn new(places: usize) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places)),
        }
    }

    /// Does `work` on a thread of its own; 503 when no place is free. The work goes on when nobody waits for it any
    /// more, and keeps its place until it is done.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, RequestError> + Send + 'static,
    ) -> Result<T, RequestError> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            let problem = ApiProblem::unavailable(
                "busy",
                "the server is still at work for others, some of whom may have gone: send the same request again shortly",
            );
            return Err(problem.into());
        };
        let placed = move || {
            let _place = place;
            work()
        };
        let done = tokio::task::spawn_blocking(placed).await;
        done.map_err(|error| ApiProblem::internal(&error))?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn work_keeps_its_place_when_nobody_waits_for_it_any_more() {
        let apart = Apart::new(1);
        let (begun, has_begun) = oneshot::channel();
        let (finish, finished) = mpsc::channel::<()>();
        let of_a_client = tokio::spawn({
            let apart = apart.clone();
            async move {
                let work = move || {
                    let _ = begun.send(());
                    Ok(finished.recv().is_ok())
                };
                apart.run(work).await
            }
        });
        has_begun.await.unwrap();
        of_a_client.abort();
        assert!(of_a_client.await.unwrap_err().is_cancelled());
        let refused = apart.run(|| Ok(())).await;
        let Err(RequestError::Problem(problem)) = refused else {
            panic!("it was done: {refused:?}");
        };
        assert_eq!((problem.status().as_u16(), problem.code()), (503, "busy"));

        finish.send(()).unwrap();
        drop(apart.places.acquire().await.unwrap());
        assert!(apart.run(|| Ok(())).await.is_ok());
    }
}
